import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { metrics } from '@gazette/runtime';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
const file = join(projectRoot, 'infra/alerts/gazette.rules.yaml');
const { groups } = parse(readFileSync(file, 'utf8')) as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

describe('the alerting rules', () => {
  it('have unique names', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it.each(rules)('$alert uses only metrics and labels that services export', ({ expr, annotations }) => {
    const named = expr.match(/\bgazette_\w+/g) ?? [];
    const labels = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
    const exported = named.flatMap((name) => metrics.getSingleMetric(name) ?? []);
    const known = exported.flatMap((metric) => (metric as unknown as { labelNames: string[] }).labelNames);

    expect(exported).toHaveLength(named.length);
    expect(named.length > 0 || expr.startsWith('up{')).toBe(true);
    expect(labels.filter((label) => !known.includes(label))).toEqual([]);
    const shown = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
    expect(shown.filter((label) => label !== 'instance' && !labels.includes(label ?? ''))).toEqual([]);
  });

  it.each(rules)('$alert has a severity and names an existing runbook', ({ labels, annotations }) => {
    expect(['warning', 'critical']).toContain(labels.severity);
    expect(existsSync(join(projectRoot, annotations.runbook))).toBe(true);
  });
});
