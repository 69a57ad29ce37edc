import iconv from 'iconv-lite';

/**
 * Decodes a page or feed. A byte order mark comes first, then valid UTF-8, then the encoding that the
 * Content-Type or the document (XML prolog, `<meta>`) declares. Declarations are often wrong, so they are
 * checked against the bytes. Without any, the text is windows-1252 if it is mostly invalid UTF-8. Never
 * throws; invalid bytes become U+FFFD.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): string {
  const marked = encodingOfMark(bytes);
  if (marked && !(marked.encoding === 'utf-8' && isMostlyBroken(bytes))) {
    return decodeAs(bytes.subarray(marked.length), marked.encoding);
  }
  const wide = encodingOfFirstCharacter(bytes);
  if (wide) return decodeAs(bytes, wide);

  const declared = [encodingOfHeader(contentType), encodingOfDocument(bytes)].flatMap((label) => {
    const encoding = label === null ? null : knownEncoding(label);
    return encoding === null || /^utf-?(16|32)/.test(encoding) ? [] : [encoding];
  });
  const utf8 = strictUtf8(bytes);
  if (utf8 !== null && declared[0] !== 'iso-2022-jp') return utf8;
  const legacy = declared.find((encoding) => encoding !== 'utf-8');
  if (legacy !== undefined && (declared[0] !== 'utf-8' || isMostlyBroken(bytes)))
    return decodeAs(bytes, legacy);
  return decodeAs(bytes, isMostlyBroken(bytes) ? 'windows-1252' : 'utf-8');
}

/** Where a document must declare its encoding: HTML allows 1,024 bytes, but publishers use more. */
const DECLARATION_BYTES = 4096;

const marks = [
  { mark: [0xff, 0xfe, 0, 0], encoding: 'utf-32le' },
  { mark: [0, 0, 0xfe, 0xff], encoding: 'utf-32be' },
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

function encodingOfMark(bytes: Uint8Array): { readonly encoding: string; readonly length: number } | null {
  const found = marks.find(({ mark }) => mark.every((byte, i) => bytes[i] === byte));
  return found ? { encoding: found.encoding, length: found.mark.length } : null;
}

/** Markup starts with `<`, whose zero bytes distinguish the wide encodings (XML 1.0, appendix F). */
function encodingOfFirstCharacter(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0x3c && b === 0 && c === 0 && d === 0) return 'utf-32le';
  if (a === 0 && b === 0 && c === 0 && d === 0x3c) return 'utf-32be';
  if (a === 0x3c && b === 0 && c !== 0) return 'utf-16le';
  if (a === 0 && b === 0x3c && c === 0) return 'utf-16be';
  return null;
}

function encodingOfHeader(contentType: string | null): string | null {
  return /;\s*charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? null;
}

function encodingOfDocument(bytes: Uint8Array): string | null {
  const head = iconv.decode(Buffer.from(bytes.subarray(0, DECLARATION_BYTES)), 'latin1');
  return (
    /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1] ??
    /<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1] ??
    null
  );
}

/** The encoding of a label by the WHATWG rules (`iso-8859-1` and `us-ascii` mean windows-1252), or null. */
function knownEncoding(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return iconv.encodingExists(label) ? label.toLowerCase() : null;
  }
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Whether more bytes break UTF-8 than form its multi-byte characters. */
function isMostlyBroken(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  let broken = 0;
  let valid = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0xfffd) broken++;
    else if (unit > 0x7f) valid++;
  }
  return broken > valid;
}

/** iconv-lite first: Node 20's `TextDecoder('windows-1252')` reads 0x80-0x9F as control characters. */
function decodeAs(bytes: Uint8Array, encoding: string): string {
  if (iconv.encodingExists(encoding)) {
    return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding);
  }
  return new TextDecoder(encoding).decode(bytes);
}
