/** Asks the REST interface; throws an error whose message is the problem document's detail. */
export async function ask(path, parameters = []) {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(query ? `${path}?${query}` : path, {
    headers: { accept: 'application/json' },
  }).catch(() => {
    throw new Error('The search service does not answer.');
  });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const error = new Error(body.detail ?? `The search service answered ${response.status}.`);
  error.status = response.status;
  throw error;
}
