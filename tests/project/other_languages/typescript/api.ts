// Signing in, and a client of one product. What the generator knows of requests and answers is in
// `schema.d.ts`, which `openapi-typescript` makes of the published description.

import createClient, { type Client } from 'openapi-fetch';

import type { components, paths } from './schema.js';

export type Schemas = components['schemas'];
export type Api = Client<paths>;

/// A variable of the environment, as `zoho-time-sandbox env` prints it.
export function variable(name: string): string {
  const value = process.env[`ZOHO_TIME_${name}`];
  if (value === undefined) throw new Error(`ZOHO_TIME_${name} is not set`);
  return value;
}

/// Gets an access token for the refresh token, as every program does that has been consented to.
export async function signIn(): Promise<string> {
  const answer = await fetch(`${variable('ACCOUNTS_URL')}/oauth/v2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: variable('CLIENT_ID'),
      client_secret: variable('CLIENT_SECRET'),
      refresh_token: variable('REFRESH_TOKEN'),
    }),
  });
  const body = (await answer.json()) as { access_token?: string; error?: string };
  if (body.access_token === undefined) throw new Error(`no token: ${body.error}`);
  return body.access_token;
}

/** How each product names the organization. */
const PRODUCTS: Record<string, { path: string; header?: string }> = {
  books: { path: '/books/v3' },
  billing: { path: '/billing/v1', header: 'X-com-zoho-subscriptions-organizationid' },
  invoice: { path: '/invoice/v3', header: 'X-com-zoho-invoice-organizationid' },
};

/// A client of the product that the environment names.
export function client(token: string): Api {
  const product = PRODUCTS[variable('PRODUCT')];
  if (product === undefined) throw new Error(`${variable('PRODUCT')} is not a product`);
  const api = createClient<paths>({ baseUrl: variable('BASE_URL') + product.path });
  api.use({
    onRequest({ request }) {
      request.headers.set('Authorization', `Zoho-oauthtoken ${token}`);
      if (product.header !== undefined) {
        request.headers.set(product.header, variable('ORGANIZATION_ID'));
        return request;
      }
      const url = new URL(request.url);
      url.searchParams.set('organization_id', variable('ORGANIZATION_ID'));
      return new Request(url, request);
    },
  });
  return api;
}
