import type { Span } from './article-spans.ts';
import { element, type Attributes, type Child } from '../dom.ts';
import { markText, type Piece } from '../marked-text.ts';

type Evidence = Pick<Span, 'kind' | 'about'>;

/** Marks spans in a text; `note` is the element that shows their evidence. */
export function marked(text: string, spans: readonly Span[], note: HTMLElement): Child[] {
  return markText(text, spans).map((piece) => {
    if (piece.spans.length === 0) return piece.text;
    const named = piece.spans.filter(({ kind }) => kind !== 'quote');
    const closing = piece.closes.filter(({ kind, ends }) => kind === 'quote' && ends !== false);
    return [mark(piece, named, note), closing.map((quote) => speakerTag(quote, note))];
  });
}

/** A piece of text coloured by its annotations; focusable if it has evidence to show. */
function mark(piece: Piece<Span>, named: readonly Span[], note: HTMLElement): HTMLElement {
  const classes = ['mark', ...new Set(piece.spans.map(({ kind }) => kind))].join(' ');
  const [first] = named;
  if (first === undefined) return element('span', { class: classes }, piece.text);
  const show = evidenceListeners(
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
  if (link?.href && opens) return element('a', { ...common, href: link.href }, piece.text);
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

function speakerTag(quote: Span, note: HTMLElement): HTMLElement {
  return element(
    'span',
    {
      class: 'speaker',
      tabindex: '0',
      role: 'note',
      'aria-label': `Said by ${quote.speaker ?? 'an uncertain speaker'}`,
      ...evidenceListeners(note, [{ kind: 'quote', about: quote.about }]),
    },
    quote.speaker ?? '?',
  );
}

/** Listeners that show the evidence next to the element under the pointer or focus; Escape hides it. */
function evidenceListeners(note: HTMLElement, entries: readonly Evidence[]): Attributes {
  const show = (event: Event) => {
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
    const at = (event.currentTarget as Element).getClientRects()[0];
    const frame = note.offsetParent?.getBoundingClientRect();
    if (!at || !frame) return;
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
    onkeydown: (event: Event) => {
      if ((event as KeyboardEvent).key === 'Escape') hide();
    },
  };
}
