import { ask } from './api.js';
import { element, outside } from './dom.js';
import { count, inMinutes, published, stretch } from './format.js';
import { markText, paragraphs } from './marked-text.js';

const kinds = {
  person: 'Persons',
  issue: 'Issues',
  date: 'Dates',
  quote: 'Quotes',
};

/** One article, with its persons, issues, dates and quotes marked in the text. */
export async function articlePage({ id }) {
  const article = await ask(`/api/articles/${encodeURIComponent(id)}`);
  const spans = toSpans(article);
  const copies = article.storyId === null ? [] : await copiesOf(article);
  const note = element('div', { id: 'evidence', class: 'evidence', role: 'tooltip', hidden: true });
  const story = element(
    'article',
    { class: 'story', lang: article.language === 'und' ? null : article.language },
    element(
      'p',
      { class: 'meta' },
      article.source && element('span', { class: 'source' }, article.source),
      element('time', { datetime: article.publishedAt }, published(article)),
      article.byline && element('span', {}, article.byline),
    ),
    element('h1', {}, article.title ? marked(article.title, fieldSpans(spans, 'title'), note) : 'Untitled'),
    legend(spans),
    element(
      'div',
      { class: 'body' },
      paragraphs(article.body).map((part) =>
        element('p', {}, marked(part.text, shifted(fieldSpans(spans, 'body'), part), note)),
      ),
    ),
    element(
      'p',
      { class: 'fine' },
      article.url && [outside(article.url, 'Read the original'), ' · '],
      article.modifiedAt && `Modified ${inMinutes(article.modifiedAt)} · `,
      `Indexed since ${inMinutes(article.acceptedAt)}`,
    ),
    note,
  );
  const content = [
    element('p', { class: 'back' }, element('a', { href: '/' }, '← Search')),
    element('div', { class: 'columns reading' }, story, findings(article, copies)),
  ];
  return { title: article.title || 'Untitled', content };
}

/** Every annotation with a position in the text. */
function toSpans({ title, body, annotations: { persons, issues, dates, quotes } }) {
  return [
    ...persons.flatMap((person) =>
      person.mentions.map((mention) => ({
        ...mention,
        kind: 'person',
        ref: person.id,
        href: `/persons/${encodeURIComponent(person.id)}`,
        about: [person.name, person.roles.join(', '), `named ${times(person.mentions.length)}`, sure(person)],
      })),
    ),
    ...issues.flatMap((issue) =>
      issue.evidence.map((evidence) => ({
        ...evidence,
        kind: 'issue',
        ref: issue.id,
        about: [issue.label, `evidence: “${evidence.phrase}”, weight ${round(evidence.weight)}`, sure(issue)],
      })),
    ),
    ...dates.map((date) => ({
      ...date,
      kind: 'date',
      ref: date.value,
      about: [calendar(date), `${date.type} ${date.value}`, sure(date)],
    })),
    ...quotes.map((quote, index) => ({
      ...quote,
      ...withMarks({ title, body }[quote.field], quote),
      kind: 'quote',
      ref: String(index),
      about: [speakerOf(quote) ?? 'Speaker uncertain', quote.cue && `“${quote.cue.text}”`, sure(quote)],
    })),
  ];
}

/** A quote with the marks around it, so that the speaker's name comes after them. */
function withMarks(text, { start, end }) {
  const isMark = (character) => /["“”„«»'‘’]/u.test(character ?? '');
  return { start: isMark(text[start - 1]) ? start - 1 : start, end: isMark(text[end]) ? end + 1 : end };
}

function fieldSpans(spans, field) {
  return spans.filter((span) => span.field === field);
}

/** Spans relative to a paragraph, clipped to it. */
function shifted(spans, { start, end }) {
  return spans
    .filter((span) => span.start < end && span.end > start)
    .map((span) => ({
      ...span,
      start: Math.max(span.start, start) - start,
      end: Math.min(span.end, end) - start,
      ends: span.end <= end,
    }));
}

function marked(text, spans, note) {
  return markText(text, spans).map((piece) => {
    if (piece.spans.length === 0) return piece.text;
    const named = piece.spans.filter(({ kind }) => kind !== 'quote');
    const closing = piece.closes.filter(({ kind, ends }) => kind === 'quote' && ends !== false);
    return [mark(piece, named, note), closing.map((quote) => speakerTag(quote, note))];
  });
}

/** A piece of text in the colours of its annotations; focusable if it has evidence to show. */
function mark(piece, named, note) {
  const classes = ['mark', ...new Set(piece.spans.map(({ kind }) => kind))].join(' ');
  if (named.length === 0) return element('span', { class: classes }, piece.text);
  const [first] = named;
  const show = shower(
    note,
    named.map(({ kind, about }) => ({ kind, about })),
  );
  const opens = named.some((span) => piece.opens.includes(span));
  const common = {
    class: classes,
    'data-ref': named.map(({ kind, ref }) => `${kind}:${ref}`).join(' '),
    ...show,
  };
  const link = named.find(({ href }) => href);
  if (link && opens) return element('a', { ...common, href: link.href }, piece.text);
  if (!opens) return element('span', common, piece.text);
  return element(
    'span',
    {
      ...common,
      tabindex: '0',
      role: 'note',
      'aria-label': `${piece.text} (${first.about.filter(Boolean).join('; ')})`,
    },
    piece.text,
  );
}

function speakerTag(quote, note) {
  return element(
    'span',
    {
      class: 'speaker',
      tabindex: '0',
      role: 'note',
      'aria-label': `Said by ${speakerOf(quote) ?? 'an uncertain speaker'}`,
      ...shower(note, [{ kind: 'quote', about: quote.about }]),
    },
    speakerOf(quote) ?? '?',
  );
}

/** Listeners that show the evidence beside what is pointed at or focused; Escape hides it. */
function shower(note, entries) {
  const show = (event) => {
    note.replaceChildren(
      ...entries.map(({ kind, about: [head, ...rest] }) =>
        element(
          'div',
          { class: kind },
          element('strong', {}, head),
          rest.filter(Boolean).map((line) => element('span', {}, line)),
        ),
      ),
    );
    note.hidden = false;
    const at = event.currentTarget.getClientRects()[0];
    const frame = note.offsetParent.getBoundingClientRect();
    const left = Math.min(at.left - frame.left, frame.width - note.offsetWidth);
    note.style.left = `${Math.max(0, left)}px`;
    note.style.top = `${at.bottom - frame.top + 6}px`;
  };
  const hide = () => {
    note.hidden = true;
  };
  return {
    onmouseenter: show,
    onmouseleave: hide,
    onfocus: show,
    onblur: hide,
    onkeydown: (event) => {
      if (event.key === 'Escape') hide();
    },
  };
}

/** What the colours mean; each can be switched off. */
function legend(spans) {
  return element(
    'fieldset',
    { class: 'legend' },
    element('legend', { class: 'visually-hidden' }, 'Marked in the text'),
    Object.entries(kinds).map(([kind, label]) => {
      const found = new Set(spans.filter((span) => span.kind === kind).map(({ ref }) => ref)).size;
      return element(
        'label',
        {},
        element('input', {
          type: 'checkbox',
          checked: true,
          disabled: found === 0,
          onchange: (event) => {
            event.currentTarget
              .closest('.story')
              .classList.toggle(`hide-${kind}`, !event.currentTarget.checked);
          },
        }),
        element('span', { class: `mark ${kind}` }, label),
        element('span', { class: 'count' }, ` ${found}`),
      );
    }),
  );
}

function findings({ annotations, persons, issues }, copies) {
  const bySalience = [...persons].sort((a, b) => b.salience - a.salience);
  return element(
    'aside',
    { 'aria-label': 'Found in this article', class: 'findings' },
    section(
      'Persons',
      bySalience.map((person) => [
        element('a', { class: 'tag person', href: `/persons/${encodeURIComponent(person.id)}` }, person.name),
        element(
          'small',
          {},
          [person.roles[0], `named ${times(person.mentions)}`].filter(Boolean).join(' · '),
        ),
      ]),
    ),
    section(
      'Issues',
      issues.map((issue) => [
        element('a', { class: 'tag issue', href: `/?issue=${encodeURIComponent(issue.id)}` }, issue.label),
        element('small', {}, phrasesOf(annotations, issue.id)),
      ]),
    ),
    section(
      'Dates',
      annotations.dates
        .filter((date) => date.from !== null || date.to !== null)
        .map((date) => [
          element(
            'a',
            {
              class: 'tag date',
              href: `/?mentions=${encodeURIComponent(rangeOf(date))}`,
              title: 'Other articles that mention it',
            },
            calendar(date),
          ),
          element('small', {}, `“${date.text}”`),
        ]),
    ),
    section(
      'Quotes',
      annotations.quotes.map((quote) => [
        element('q', {}, quote.text),
        element('small', {}, [speakerOf(quote) ?? 'speaker uncertain', sure(quote)].join(' · ')),
      ]),
    ),
    section(
      'Copies of this story',
      copies.map((copy) => [
        element('a', { href: `/articles/${encodeURIComponent(copy.id)}` }, copy.title),
        element('small', {}, [copy.source, published(copy)].filter(Boolean).join(' · ')),
      ]),
    ),
  );
}

function section(title, entries) {
  if (entries.length === 0) return null;
  return element(
    'section',
    {},
    element('h2', {}, title),
    element(
      'ul',
      { class: 'found' },
      entries.map((entry) => element('li', {}, entry)),
    ),
  );
}

async function copiesOf({ id, storyId }) {
  const { hits } = await ask('/api/articles', [
    ['story', storyId],
    ['view', 'summary'],
    ['size', '10'],
  ]);
  return hits.filter((hit) => hit.id !== id);
}

function phrasesOf({ issues }, id) {
  const phrases =
    issues.find((issue) => issue.id === id)?.evidence.map(({ text }) => text.toLowerCase()) ?? [];
  return [...new Set(phrases)].slice(0, 5).join(', ');
}

function speakerOf({ speaker }) {
  return speaker === null ? null : (speaker.name ?? speaker.text);
}

function calendar({ from, to, value }) {
  const first = from ?? to;
  const last = to ?? from;
  if (first === null) return value;
  return stretch(first.slice(0, 10), last.slice(0, 10));
}

function rangeOf({ from, to }) {
  const first = (from ?? to).slice(0, 10);
  const last = (to ?? from).slice(0, 10);
  return first === last ? first : `${first}..${last}`;
}

function times(number) {
  return number === 1 ? 'once' : count(number, 'time');
}

function sure({ confidence }) {
  return `${Math.round(confidence * 100)} % sure`;
}

function round(number) {
  return Math.round(number * 100) / 100;
}
