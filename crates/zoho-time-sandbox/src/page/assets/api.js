// Talking to the sandbox.

/** Where the controls are, wherever the sandbox is mounted. */
const ROOT = new URL('../', import.meta.url);

/** Why the sandbox did not do what it was asked. */
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

/** What a control answers to GET. */
export const get = (path, parameters) => call('GET', address(path, parameters));

/** What a control answers to another method. */
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
    throw new Refused('The sandbox does not answer. Is it still running?', 0);
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
