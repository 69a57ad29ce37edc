const shares: Readonly<Record<string, number>> = {};
export function confidenceOf(rule: string): number {
  return shares[rule] ?? 0.5;
}
