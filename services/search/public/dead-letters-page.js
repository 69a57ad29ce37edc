import { ask } from './api.js';
import { element } from './dom.js';
import { count, inMinutes } from './format.js';

const states = { waiting: 'Waiting', redriven: 'Sent back', all: 'All' };

/** Messages that can never succeed, with the reason and what to do. */
export async function deadLettersPage({ query }) {
  const state = query.get('state') ?? 'waiting';
  const parameters = [...query].filter(([name]) => ['state', 'stage', 'text', 'after'].includes(name));
  const answer = await ask('/api/dead-letters', parameters);
  return {
    title: 'Dead letters',
    spoken: `${count(answer.total, 'dead letter')}`,
    content: [
      element('h1', {}, 'Dead letters'),
      element(
        'p',
        { class: 'meta' },
        'Messages that failed for a reason of their own, kept as they came. Everything else went on without them.',
      ),
      element(
        'div',
        { class: 'bar-row' },
        element('h2', {}, count(answer.total, 'message')),
        element(
          'nav',
          { class: 'orders', 'aria-label': 'State' },
          Object.entries(states).map(([name, label]) =>
            element(
              'a',
              { href: `/dead-letters?state=${name}`, 'aria-current': name === state && 'true' },
              label,
            ),
          ),
        ),
      ),
      answer.total === 0
        ? element('p', { class: 'notice' }, 'There are none. That is how it should be.')
        : element(
            'ol',
            { class: 'hits' },
            answer.deadLetters.map((letter) => element('li', {}, card(letter))),
          ),
      answer.next &&
        element(
          'nav',
          { class: 'pages', 'aria-label': 'Pages' },
          element(
            'a',
            { href: `/dead-letters?state=${state}&after=${answer.next}`, rel: 'next' },
            'Next page →',
          ),
        ),
    ],
  };
}

function card(letter) {
  const facts = [
    ['Failed in', `${letter.stage} ${letter.serviceVersion}`],
    ['Message', letter.id],
    ['Key', letter.key],
    [
      'Article',
      letter.articleId && element('a', { href: `/articles/${letter.articleId}` }, letter.articleId),
    ],
    ['Schema', letter.schemaId],
    ['Attempts', letter.attempts],
    ['First', inMinutes(letter.firstAt)],
    ['Last', inMinutes(letter.lastAt)],
    ['Sent back', letter.redrivenAt && inMinutes(letter.redrivenAt)],
  ];
  return element(
    'article',
    { class: 'card letter' },
    element(
      'p',
      { class: 'meta' },
      element('span', { class: 'source' }, letter.errorClass),
      inMinutes(letter.lastAt),
    ),
    element('h3', {}, letter.reason),
    element(
      'dl',
      {},
      facts
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    ),
    element(
      'p',
      { class: 'fine' },
      'Send it back: ',
      element('code', {}, `npx gazette dead-letters redrive ${letter.id}`),
    ),
    bytes(letter),
  );
}

/** The message itself, fetched when asked for. */
function bytes({ id }) {
  const output = element('pre', { tabindex: '0', 'aria-label': `Bytes of ${id}` });
  return element(
    'details',
    {
      ontoggle: async (event) => {
        if (!event.currentTarget.open || output.textContent !== '') return;
        output.textContent = 'Loading…';
        output.textContent = await ask(
          `/api/dead-letters/${id.split('/').map(encodeURIComponent).join('/')}`,
        ).then(
          ({ value }) => (value === null ? 'No value.' : dump(value)),
          (error) => error.message,
        );
      },
    },
    element('summary', {}, 'The message’s bytes'),
    output,
  );
}

const SHOWN = 4096;

/** Sixteen bytes to a line: offset, hexadecimal, ASCII. */
function dump(base64) {
  const all = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const lines = [];
  for (let start = 0; start < Math.min(all.length, SHOWN); start += 16) {
    const row = [...all.slice(start, start + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${start.toString(16).padStart(6, '0')}  ${hex.padEnd(48)} ${text}`);
  }
  if (all.length > SHOWN) lines.push(`… ${all.length - SHOWN} bytes more`);
  return all.length === 0 ? 'Empty.' : lines.join('\n');
}
