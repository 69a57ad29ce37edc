import { jsonSchemaOf, openApiDocument, type ApiOperation } from '@gazette/schemas';
import type { z } from 'zod';
import type { Operation } from './operations.ts';
import type { Parameter } from '../query/parameters.ts';

/** The OpenAPI 3.1 document of the operations. Operations with a body require the operator key. */
export function toOpenApi(operations: readonly Operation[]): Readonly<Record<string, unknown>> {
  return openApiDocument({
    title: 'Gazette search',
    version: '1',
    description: 'Search articles by person, issue and date. Repeated parameters are combined with AND.',
    operations: operations.map(toApiOperation),
    securitySchemes: {
      operatorKey: {
        type: 'http',
        scheme: 'bearer',
        description: 'The GAZETTE_OPERATOR_KEY of the service.',
      },
    },
    secured: false,
  });
}

function toApiOperation({ name, summary, path, parameters, body, answer }: Operation): ApiOperation {
  return {
    path,
    method: body ? 'post' : 'get',
    operationId: name,
    summary,
    parameters: Object.entries(parameters).map(([parameter, of]) => toParameter(parameter, of)),
    ...(body ? { security: [{ operatorKey: [] }] } : {}),
    body: body ? { 'application/json': body } : null,
    answers: {
      200: { description: body ? 'Done.' : 'Found.', content: { 'application/json': answer } },
    },
  };
}

function toParameter(name: string, { schema, repeatable }: Parameter<z.ZodType, boolean>): object {
  const { description, ...item } = jsonSchemaOf(schema, 'input');
  return {
    name,
    in: 'query',
    description,
    schema: repeatable ? { type: 'array', items: item } : item,
    ...(repeatable ? { style: 'form', explode: true } : {}),
  };
}
