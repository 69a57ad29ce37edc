/**
 * The offset of a written zone on a day, in minutes east of UTC: `+0200`, `-05:30`, `GMT+1`, `EST`, `Z`.
 * `-0000` and `Etc/GMT` are UTC. Null if it is not a zone. Ambiguous abbreviations have their most common
 * meaning in news.
 */
export function offsetOfZone(
  zone: string,
  day: { readonly year: number; readonly month: number | null; readonly day: number | null },
): number | null {
  const name = zone.trim().toUpperCase();
  const numeric = /^(?:GMT|UTC|ETC\/GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$/.exec(name);
  if (numeric) {
    const [, sign, hours, minutes] = numeric;
    if (Number(hours) > 14 || Number(minutes ?? 0) > 59) return null;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0));
  }
  const american = americanHours[name];
  if (american !== undefined) return 60 * (american + (isAmericanSummer(day) ? 1 : 0));
  const hours = zoneHours[name];
  return hours === undefined ? null : hours * 60;
}

/** Hours east of UTC in winter, for zones that do not name standard or daylight time. */
const americanHours: Readonly<Record<string, number>> = { ET: -5, CT: -6, MT: -7, PT: -8 };

/** RFC 822, 5, and the abbreviations in common use, in hours east of UTC. */
const zoneHours: Readonly<Record<string, number>> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  'ETC/GMT': 0,
  'ETC/UTC': 0,
  WET: 0,
  BST: 1,
  WEST: 1,
  CET: 1,
  MET: 1,
  MEZ: 1,
  WAT: 1,
  CEST: 2,
  MEST: 2,
  MESZ: 2,
  EET: 2,
  SAST: 2,
  CAT: 2,
  EEST: 3,
  MSK: 3,
  EAT: 3,
  TRT: 3,
  GST: 4,
  PKT: 5,
  IST: 5.5,
  ICT: 7,
  WIB: 7,
  HKT: 8,
  SGT: 8,
  PHT: 8,
  AWST: 8,
  JST: 9,
  KST: 9,
  ACST: 9.5,
  ACDT: 10.5,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
  AT: -4,
  AST: -4,
  ADT: -3,
  NST: -3.5,
  NDT: -2.5,
  BRT: -3,
  ART: -3,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  AKDT: -8,
  HST: -10,
};

/** Second Sunday of March to first Sunday of November (US Energy Policy Act of 2005), by whole days. */
function isAmericanSummer({
  year,
  month,
  day,
}: {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
}): boolean {
  const at = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  return at >= sunday(year, 2, 2) && at < sunday(year, 10, 1);
}

function sunday(year: number, month: number, nth: number): number {
  const weekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - weekday) % 7) + 7 * (nth - 1));
}
