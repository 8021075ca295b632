// Talks to the API of jobs, which stands beside this page: every path is relative to it, whatever prefix a proxy has put before.

const TIMEOUT = 15_000;

/** The server refused, or did not answer (status 0). The message is made for people. */
export class ApiError extends Error {
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Nobody is signed in any more, or no admin. */
export class SignedOut extends Error {}

async function send(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Halext-Page'] = 'jobs';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(path, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin', signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch {
    throw new ApiError(0, 'The server does not answer.');
  }
}

async function read(response) {
  const json = (response.headers.get('Content-Type') ?? '').includes('json') ? await response.json().catch(() => null) : null;
  if (response.ok) return json;
  const fields = json?.errors ? Object.values(json.errors).flat().join(' ') : '';
  throw new ApiError(response.status, fields || json?.message || `The server answers ${response.status}.`, Number(response.headers.get('Retry-After') ?? 0));
}

/** Sends a request, with a new access token when the old one has ended. */
export async function api(method, path, body) {
  let response = await send(method, path, body);
  if (response.status === 401) {
    if (!await continueSession()) throw new SignedOut('You are signed out.');
    response = await send(method, path, body);
  }
  if (response.status === 401 || response.status === 403) {
    const refusal = await read(response).catch((e) => e);
    throw new SignedOut(refusal.message);
  }
  return read(response);
}

/** The name of whoever is signed in, or null. */
export function continueSession() {
  // A refresh token is good for one use; of two tabs that come at once, the second finds the cookie that the first has got. Browsers have
  // no locks on plain http addresses; there two tabs may have to sign in again.
  const ask = async () => (await read(await send('PUT', 'session'))).username;
  return navigator.locks ? navigator.locks.request('halext-jobs-session', ask) : ask();
}

export async function signIn(username, password) {
  return (await read(await send('POST', 'session', { username, password }))).username;
}

export async function signOut() {
  await continueSession();
  await read(await send('DELETE', 'session'));
}
