import { jsonSchemaOf, openApiDocument, pathParameters } from '@gazette/schemas';
import type { PushOperation } from './push-operations.ts';

/** The OpenAPI 3.1 document of the push API. */
export function toPushOpenApi(operations: readonly PushOperation[]): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: toOperation(operation) };
  }
  return openApiDocument({
    title: 'Gazette push',
    version: '1',
    description: 'Articles in. A success is answered only after every replica in sync has the article.',
    paths,
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    },
  });
}

function toOperation({ name, summary, path, parameters, body, answers, problems }: PushOperation): object {
  return {
    operationId: name,
    summary,
    parameters: [
      ...pathParameters(path),
      ...Object.entries(parameters).map(([parameter, { in: where, description, schema }]) => ({
        name: parameter,
        in: where,
        description,
        schema: jsonSchemaOf(schema, 'input'),
      })),
    ],
    ...(body ? { requestBody: { required: true, content: toContent(body, 'input') } } : {}),
    responses: {
      ...mapValues(answers, ({ description, content }) => ({
        description,
        content: toContent(content, 'output'),
      })),
      ...mapValues(problems, toProblem),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function toContent(content: NonNullable<PushOperation['body']>, io: 'input' | 'output'): object {
  return mapValues(content, (schema) => ({ schema: jsonSchemaOf(schema, io) }));
}

function toProblem(description: string): object {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function mapValues<T>(record: Readonly<Record<string | number, T>>, map: (value: T) => object): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
