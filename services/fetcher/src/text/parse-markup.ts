import { decodeHTMLStrict } from 'entities';
import { Parser } from 'htmlparser2';

/** An element of a page or feed. Names are in lower case; text is decoded. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  readonly parent: Element | null;
}

/** Text is a plain string: it needs no identity. */
export type Node = Element | string;

/** `html` closes tags as browsers do and leaves scripts unparsed; `xml` knows CDATA and self-closing tags. */
export type Markup = 'html' | 'xml';

/** Deeper than any real document; deeper nesting can force parsers into quadratic time. */
const MAX_DEPTH = 512;
/** News pages have at most about 50,000 nodes; a sitemap of 50,000 entries has about 400,000 elements. */
const maxNodes = { html: 200_000, xml: 1_000_000 } satisfies Record<Markup, number>;

/**
 * Parses markup of any quality into a tree under a root named `#root`. Never throws: truncated or malformed
 * markup, or markup beyond the limits of depth and nodes, yields the part read so far. Only standard entities
 * are expanded, so entity bombs stay text.
 */
export function parseMarkup(text: string, markup: Markup): Element {
  const root: Element = { name: '#root', attributes: {}, children: [], parent: null };
  let current = root;
  let depth = 0;
  let nodes = 0;
  let pending = '';
  let verbatim = false;

  function flush() {
    if (pending === '') return;
    current.children.push(pending);
    pending = '';
    nodes++;
  }

  const xml = markup === 'xml';
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        flush();
        if (++depth > MAX_DEPTH || ++nodes > maxNodes[markup]) throw new BeyondLimits();
        if (xml)
          for (const key of Object.keys(attributes))
            attributes[key] = decodeHTMLStrict(attributes[key] ?? '');
        const element: Element = { name, attributes, children: [], parent: current };
        current.children.push(element);
        current = element;
      },
      ontext(data) {
        pending += xml && !verbatim ? decodeHTMLStrict(data) : data;
      },
      oncdatastart() {
        verbatim = true;
      },
      oncdataend() {
        verbatim = false;
      },
      onclosetag() {
        flush();
        depth--;
        current = current.parent ?? root;
      },
    },
    // In XML, HTML's named entities are decoded too, since feeds use them undeclared, but only with a
    // semicolon: `?a=1&copy=2` stays a link.
    { xmlMode: xml, decodeEntities: !xml, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  try {
    parser.write(text);
    parser.end();
  } catch (error) {
    if (!(error instanceof BeyondLimits)) throw error;
  }
  flush();
  return root;
}

class BeyondLimits extends Error {}

/** The text content. Stops soon after `most` UTF-16 code units, for callers that need only short texts. */
export function textOf(node: Node, most = Infinity): string {
  if (typeof node === 'string') return node;
  let text = '';
  for (const child of node.children) {
    text += typeof child === 'string' ? child : textOf(child, most - text.length);
    if (text.length > most) break;
  }
  return text;
}

/** All descendant elements in document order. */
export function elementsOf(element: Element): Element[] {
  const found: Element[] = [];
  const open = [...element.children].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node === 'string') continue;
    found.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) open.push(node.children[i] as Node);
  }
  return found;
}
