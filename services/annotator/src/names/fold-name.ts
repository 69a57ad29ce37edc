/** A name folded for comparison: lower case, no accents, stops or apostrophes, one space between parts. */
export function foldName(name: string): string {
  return withoutAccents(name)
    .replace(/['’‘`´.]/g, '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/**
 * A name as an id: `Emmanuel Macron` becomes `emmanuel-macron`. Empty only for a name without letters and
 * digits.
 */
export function slugOf(name: string): string {
  return foldName(name).replaceAll(' ', '-');
}

/** Letters that Unicode does not decompose, with the spelling of newsrooms that lack them. */
const PLAIN: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

const ASCII = /^[\0-\x7f]*$/;

function withoutAccents(name: string): string {
  if (ASCII.test(name)) return name.toLowerCase();
  return name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[øłđðþßæœı]/g, (letter) => PLAIN[letter] ?? letter);
}
