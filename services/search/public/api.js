/** Requests from the REST interface; throws an error whose message is the problem document's detail. */
export async function ask(path, parameters = []) {
  const query = new URLSearchParams(parameters).toString();
  return request(query ? `${path}?${query}` : path, { headers: { accept: 'application/json' } });
}

/** Sends an operator's request; throws as `ask` does. */
export async function send(path, body, key) {
  return request(path, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
    },
    body: JSON.stringify(body),
  });
}

async function request(address, options) {
  const response = await fetch(address, options).catch(() => {
    throw new Error('The search service does not answer.');
  });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const error = new Error(body.detail ?? `The search service returned status ${response.status}.`);
  error.status = response.status;
  throw error;
}
