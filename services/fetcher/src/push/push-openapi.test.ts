import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { toPushOpenApi } from './push-openapi.ts';
import { pushOperations } from './push-operations.ts';

const schemaSchema = z.looseObject({});
const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: schemaSchema })),
  requestBody: z
    .object({
      content: z.record(z.string(), z.object({ schema: z.looseObject({ properties: schemaSchema }) })),
    })
    .optional(),
  responses: z.record(z.string(), z.unknown()),
});
const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ securitySchemes: z.record(z.string(), z.object({ type: z.string() })) }),
  security: z.array(z.record(z.string(), z.array(z.never()))),
});
const document = documentSchema.parse(JSON.parse(JSON.stringify(toPushOpenApi(pushOperations))));

describe('toPushOpenApi', () => {
  it('names every operation once', () => {
    const names = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );

    expect(names.sort()).toEqual(['deleteArticle', 'deleteByUrl', 'pushArticles', 'whereIsArticle']);
  });

  it.each(pushOperations)(
    'declares each placeholder and parameter of $method $path',
    ({ method, path, parameters }) => {
      const declared = document.paths[path]?.[method]?.parameters.map(
        ({ name, in: where }) => `${where} ${name}`,
      );

      expect(declared).toEqual([
        ...(path.includes('{id}') ? ['path id'] : []),
        ...Object.entries(parameters).map(([name, { in: where }]) => `${where} ${name}`),
      ]);
    },
  );

  it('describes the article schema for both content types', () => {
    const content = document.paths['/articles']?.['post']?.requestBody?.content ?? {};

    expect(Object.keys(content)).toEqual(['application/json', 'application/x-ndjson']);
    for (const { schema } of Object.values(content)) {
      expect(schema).toMatchObject({
        type: 'object',
        additionalProperties: false,
        required: ['title', 'body'],
        properties: { title: { type: 'string', minLength: 1, maxLength: 2000 } },
      });
      expect(Object.keys(schema.properties)).toContain('publishedAt');
    }
  });

  it.each(pushOperations)(
    'lists all answers of $method $path, including problems',
    ({ method, path, answers, problems }) => {
      const responses = Object.keys(document.paths[path]?.[method]?.responses ?? {});

      expect(responses.sort()).toEqual([...Object.keys(answers), ...Object.keys(problems), 'default'].sort());
      expect(responses).toEqual(expect.arrayContaining(['401', '503']));
    },
  );

  it('accepts a key in either header', () => {
    expect(document.security).toEqual([{ bearer: [] }, { apiKey: [] }]);
  });
});
