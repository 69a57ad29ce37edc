import demonyms from './demonyms.json' with { type: 'json' };

/** An office: `the French president` and `President of France` are the same. */
export interface Office {
  /** Lower case, without article and country: `foreign minister`. */
  readonly title: string;
  /** Lower case; empty if there is none. */
  readonly country: string;
}

/** Reads an office from words such as `the Israeli prime minister` or `Prime Minister of Israel`. */
export function officeOf(words: string): Office {
  const plain = words
    .toLowerCase()
    .replace(/^(?:the|its|their|his|her|our)\s+/, '')
    .replaceAll('’', "'")
    .replaceAll("'s ", ' ');
  const [head = '', ...rest] = plain.split(' of ');
  const country = rest.join(' of ').replace(/^the\s+/, '');
  const [first = '', second = ''] = head.split(' ', 2);
  for (const before of [`${first} ${second}`, first]) {
    const nation = nations.get(before);
    if (nation !== undefined && head.length > before.length)
      return { title: head.slice(before.length + 1), country: nation };
  }
  return { title: head, country };
}

/** Whether an office in a text can be one in the directory: the same title, and not another country. */
export function isSameOffice(told: Office, held: Office): boolean {
  return told.title === held.title && (told.country === '' || told.country === held.country);
}

const nations: ReadonlyMap<string, string> = new Map(
  Object.entries(demonyms)
    .filter(([key]) => key !== 'note')
    .flatMap(([before, name]) => [[before, name] as const, [name, name] as const]),
);
