import { ask } from './api.js';
import { element } from './dom.js';
import { count, inMinutes } from './format.js';
import { redrivePanel } from './redrive-panel.js';

const states = { waiting: 'Waiting', redriven: 'Resent', all: 'All' };
const filters = ['reason', 'stage', 'class', 'topic', 'article', 'from', 'to'];

/** The dead letters with their reasons. The address holds all filters. */
export async function deadLettersPage({ query, go }) {
  const parameters = [...query].filter(([name]) => [...filters, 'state', 'after'].includes(name));
  const [answer, redrive] = await Promise.all([
    ask('/api/dead-letters', parameters).catch((error) => ({ error })),
    ask('/api/dead-letters/redrive'),
  ]);
  const heading = [
    element('h1', {}, 'Dead letters'),
    element(
      'p',
      { class: 'meta' },
      'Messages that could not be processed, stored unchanged. All other messages were processed.',
    ),
    filterForm(query, answer.facets, go),
  ];
  if (answer.error) {
    const alert = element('p', { class: 'notice', role: 'alert' }, answer.error.message);
    return { title: 'Dead letters', spoken: answer.error.message, content: [...heading, alert] };
  }
  const total = count(answer.total, 'message');
  const asked = parameters.filter(([name]) => name !== 'after');
  const state = query.get('state') ?? 'waiting';
  return {
    title: 'Dead letters',
    spoken: count(answer.total, 'dead letter'),
    content: [
      ...heading,
      element('div', { class: 'bar-row' }, element('h2', {}, total), stateLinks(query, state)),
      answer.total === 0
        ? element('p', { class: 'notice' }, nothing(asked))
        : element(
            'ol',
            { class: 'hits' },
            answer.deadLetters.map((letter) => element('li', {}, card(letter))),
          ),
      answer.next &&
        element(
          'nav',
          { class: 'pages', 'aria-label': 'Pages' },
          element('a', { href: address(query, { after: answer.next }), rel: 'next' }, 'Next page →'),
        ),
      answer.total > 0 &&
        redrivePanel({
          redrive,
          label: `Resend ${answer.total > redrive.most ? `the oldest ${redrive.most} of ${total}` : total}`,
          body: toBody(asked),
          done: () => go(address(query, {})),
        }),
    ],
  };
}

/** One dead letter: its facts, its decoded value, its bytes, and a form to resend it. */
export async function deadLetterPage({ id, go }) {
  const path = id.split('/').map(encodeURIComponent).join('/');
  const [letter, redrive] = await Promise.all([
    ask(`/api/dead-letters/${path}`),
    ask('/api/dead-letters/redrive'),
  ]);
  return {
    title: `Dead letter ${id}`,
    content: [
      element('p', { class: 'back' }, element('a', { href: '/dead-letters' }, '← Dead letters')),
      element('h1', {}, letter.errorClass),
      element('p', { class: 'reason' }, letter.reason),
      factList([
        ['Message', letter.id],
        ['Invalid field', letter.field],
        ['Failed in', `${letter.stage} ${letter.serviceVersion}`],
        ['Key', letter.key],
        ['Article', articleLink(letter)],
        ['Revision', letter.revision],
        ['Schema', [letter.schemaId, letter.schema].filter((part) => part !== null).join(' ') || null],
        ['Attempts', letter.attempts],
        ['First', inMinutes(letter.firstAt)],
        ['Last', inMinutes(letter.lastAt)],
        ['Resent', letter.redrivenAt && inMinutes(letter.redrivenAt)],
        ['Trace', letter.traceparent],
      ]),
      element('h2', {}, 'Value'),
      letter.problem && element('p', { class: 'notice' }, letter.problem),
      letter.decoded !== null &&
        element('pre', { tabindex: '0', 'aria-label': 'Value' }, readable(letter.decoded)),
      element('h2', {}, 'Bytes'),
      element('pre', { tabindex: '0', 'aria-label': 'Bytes' }, bytesOf(letter)),
      element('h2', {}, 'Headers'),
      factList(Object.entries(letter.headers)),
      redrivePanel({
        redrive,
        label: letter.redrivenAt === null ? 'Resend' : 'Resend again',
        body: { ids: [letter.id], state: 'all' },
        done: () => go(`/dead-letters/${path}`),
      }),
    ],
  };
}

function filterForm(query, facets, go) {
  const form = element(
    'form',
    {
      class: 'letter-filters',
      'aria-label': 'Filter dead letters',
      onsubmit: (event) => {
        event.preventDefault();
        const data = new FormData(form);
        go(address(query, Object.fromEntries(filters.map((name) => [name, String(data.get(name)).trim()]))));
      },
    },
    textField('reason', 'Reason contains', query),
    choice('stage', 'Failed in', query, facets?.stages),
    choice('class', 'Class', query, facets?.errorClasses),
    choice('topic', 'Topic', query, facets?.topics),
    textField('article', 'Article id', query),
    textField('from', 'Failed from', query, '2025-02-27, now-1h'),
    textField('to', 'to', query, '2025-02-28'),
    element(
      'div',
      { class: 'field actions' },
      element('button', { type: 'submit', class: 'primary' }, 'Show'),
      element('a', { href: '/dead-letters' }, 'Clear'),
    ),
  );
  return form;
}

function textField(name, label, query, placeholder = null) {
  return element(
    'div',
    { class: 'field' },
    element('label', { for: name }, label),
    element('input', {
      id: name,
      name,
      type: 'text',
      maxlength: 500,
      placeholder,
      value: query.get(name) ?? '',
    }),
  );
}

/** Offers the values found, and the chosen one even if no result has it. */
function choice(name, label, query, found = []) {
  const chosen = query.get(name) ?? '';
  const values = [...new Set([...found.map(({ value }) => value), chosen])].filter((value) => value !== '');
  return element(
    'div',
    { class: 'field' },
    element('label', { for: name }, label),
    element(
      'select',
      { id: name, name },
      element('option', { value: '' }, 'any'),
      values.map((value) => element('option', { value, selected: value === chosen }, value)),
    ),
  );
}

function stateLinks(query, state) {
  return element(
    'nav',
    { class: 'orders', 'aria-label': 'State' },
    Object.entries(states).map(([name, label]) =>
      element(
        'a',
        { href: address(query, { state: name }), 'aria-current': name === state && 'true' },
        label,
      ),
    ),
  );
}

function nothing(asked) {
  return asked.some(([name]) => name !== 'state') ? 'No dead letters match.' : 'There are no dead letters.';
}

/** The address with `changes`; it returns to the first page unless `after` is among them. */
function address(query, changes) {
  const next = new URLSearchParams([...query].filter(([name]) => name !== 'after'));
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? '/dead-letters' : `/dead-letters?${text}`;
}

/** The filters as the body of a redrive; without filters it covers every letter of the state. */
function toBody(asked) {
  const body = { state: 'waiting', ...Object.fromEntries(asked) };
  return body.reason === undefined ? body : { ...body, reason: [body.reason] };
}

function card(letter) {
  const href = `/dead-letters/${letter.id.split('/').map(encodeURIComponent).join('/')}`;
  return element(
    'article',
    { class: 'card letter' },
    element(
      'p',
      { class: 'meta' },
      element('span', { class: 'source' }, letter.errorClass),
      element('span', {}, letter.stage),
      element('time', { datetime: letter.lastAt }, inMinutes(letter.lastAt)),
    ),
    element('h3', {}, element('a', { href }, letter.reason)),
    factList([
      ['Message', letter.id],
      ['Key', letter.key],
      ['Article', articleLink(letter)],
      ['Resent', letter.redrivenAt && inMinutes(letter.redrivenAt)],
    ]),
  );
}

function articleLink({ articleId }) {
  return articleId && element('a', { href: `/articles/${encodeURIComponent(articleId)}` }, articleId);
}

function factList(facts) {
  return element(
    'dl',
    { class: 'facts' },
    facts
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}

function readable(value) {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

const SHOWN = 4096;

/** Sixteen bytes to a line: offset, hexadecimal, ASCII. */
function bytesOf({ value, bytesIn, valueLength, id }) {
  if (bytesIn === 'topic')
    return `${valueLength} bytes, too large for the index. Run: npx gazette dead-letters show ${id} --bytes FILE`;
  if (value === null) return 'No value.';
  const all = Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
  const lines = [];
  for (let start = 0; start < Math.min(all.length, SHOWN); start += 16) {
    const row = [...all.slice(start, start + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${start.toString(16).padStart(6, '0')}  ${hex.padEnd(48)} ${text}`);
  }
  if (all.length > SHOWN) lines.push(`… ${all.length - SHOWN} more bytes`);
  return all.length === 0 ? 'Empty.' : lines.join('\n');
}
