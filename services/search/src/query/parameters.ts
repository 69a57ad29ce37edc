import { Problem } from '@gazette/schemas';
import type { z } from 'zod';

/** Why one parameter is invalid; `detail` says what was expected and what was found. */
export interface ParameterError {
  readonly parameter: string;
  readonly detail: string;
}

/** One query parameter: its schema and whether it may be repeated. */
export interface Parameter<S extends z.ZodType, Repeatable extends boolean> {
  readonly schema: S;
  readonly repeatable: Repeatable;
}

/** The query parameters of an operation, by name. */
export type Parameters = Readonly<Record<string, Parameter<z.ZodType, boolean>>>;

/** The parsed values of `P`: a list for a repeatable parameter, otherwise a value or undefined. */
export type Values<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer S, infer Repeatable>
    ? Repeatable extends true
      ? readonly z.output<S>[]
      : z.output<S> | undefined
    : never;
};

/** A parameter that may be given once. */
export function one<S extends z.ZodType>(schema: S): Parameter<S, false> {
  return { schema, repeatable: false };
}

/** A parameter that may be given several times. */
export function many<S extends z.ZodType>(schema: S): Parameter<S, true> {
  return { schema, repeatable: true };
}

/** Parses a query string. Throws one 400 problem that names every invalid parameter. */
export function parseParameters<P extends Parameters>(parameters: P, query: URLSearchParams): Values<P> {
  const errors: ParameterError[] = [...new Set(query.keys())]
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name) => ({ parameter: name, detail: `unknown; expected ${nameList(parameters)}` }));
  const values = Object.entries(parameters).map(([name, parameter]) => [
    name,
    parseOne(name, parameter, query.getAll(name), errors),
  ]);
  if (errors.length > 0) throw badRequest(errors);
  return Object.fromEntries(values) as Values<P>;
}

/** A 400 problem that names each invalid parameter. */
export function badRequest(errors: readonly ParameterError[]): Problem {
  const detail = errors.map((error) => `${error.parameter}: ${error.detail}`).join('; ');
  return new Problem(400, detail, { errors });
}

function nameList(parameters: Parameters): string {
  const names = Object.keys(parameters);
  return names.length === 0 ? 'no parameters' : `one of ${names.join(', ')}`;
}

function parseOne(
  name: string,
  { schema, repeatable }: Parameter<z.ZodType, boolean>,
  texts: readonly string[],
  errors: ParameterError[],
): unknown {
  if (!repeatable && texts.length > 1) {
    errors.push({ parameter: name, detail: `expected once, found ${texts.length} times` });
  }
  const values = texts.map((text) => {
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    const expected = result.error.issues.map((issue) => issue.message).join(', ');
    errors.push({ parameter: name, detail: `${expected}; found ${shorten(text)}` });
    return undefined;
  });
  return repeatable ? values : values[0];
}

function shorten(text: string): string {
  return text === '' ? 'nothing' : JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
