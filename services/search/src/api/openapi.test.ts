import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { toOpenApi } from './openapi.ts';
import { operations } from './operations.ts';

const operationSchema = z.object({
  operationId: z.string(),
  parameters: z.array(
    z.object({
      name: z.string(),
      in: z.enum(['path', 'query']),
      description: z.string().optional(),
      schema: z.object({ type: z.string() }),
    }),
  ),
  security: z.array(z.object({ operatorKey: z.array(z.string()) })).optional(),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.object({ get: operationSchema, post: operationSchema.optional() })),
});
const { paths } = documentSchema.parse(toOpenApi(operations));

describe('toOpenApi', () => {
  it('gives every operation a unique name', () => {
    const names = Object.values(paths).flatMap(({ get, post }) => [get.operationId, post?.operationId ?? []]);

    expect(new Set(names.flat()).size).toBe(operations.length);
  });

  it.each(operations.map(({ path }) => path))('declares each placeholder of %s', (path) => {
    const declared = paths[path]?.get.parameters.filter((parameter) => parameter.in === 'path');

    expect(declared?.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
  });

  it('describes every query parameter and declares repeatable ones as arrays', () => {
    const parameters = paths['/api/articles']?.get.parameters ?? [];

    expect(parameters.filter(({ description }) => !description)).toEqual([]);
    expect(parameters.filter(({ schema }) => schema.type === 'array').map(({ name }) => name)).toEqual([
      'text',
      'person',
      'issue',
      'from',
      'to',
      'mentions',
      'source',
      'story',
    ]);
  });

  it('requires the operator key only for the operation that changes something', () => {
    const all = Object.values(paths).flatMap(({ get, post }) => [get, ...(post ? [post] : [])]);

    expect(all.filter(({ security }) => security).map(({ operationId }) => operationId)).toEqual([
      'redriveDeadLetters',
    ]);
  });
});
