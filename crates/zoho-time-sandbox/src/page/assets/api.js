// Client for the API and the controls of the sandbox.

/** Base address of the controls, wherever the sandbox is mounted. */
const ROOT = new URL('../', import.meta.url);

/** The error of a failed request. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** The address of a control. */
export function address(path, parameters = {}) {
  const url = new URL(path, ROOT);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') {
      url.searchParams.set(name, value);
    }
  }
  return url;
}

/** The address of a path of the API, such as `/books/v3/projects`. */
export const apiAddress = (path) => new URL(`..${path}`, ROOT).href;

/** The response of a control to GET. */
export const get = (path, parameters) => call('GET', address(path, parameters));

/** The response of a control to another method. */
export const send = (method, path, body) => call(method, address(path), body);

async function call(method, url, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Refused('The sandbox does not respond. Is it still running?', 0);
  }
  const text = await response.text();
  const answer = parsed(text);
  if (!response.ok) {
    throw new Refused(reason(response, answer), response.status);
  }
  return answer;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The code of the API for a path that does not exist. */
const UNKNOWN_PATH = 5;

function reason(response, answer) {
  if (response.status === 404 && (answer === null || answer.code === UNKNOWN_PATH)) {
    return 'Not available in this sandbox.';
  }
  return answer?.message ?? `HTTP ${response.status} ${response.statusText}`;
}
