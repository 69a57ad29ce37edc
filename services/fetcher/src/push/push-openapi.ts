import { jsonSchemaOf, openApiDocument, type ApiOperation } from '@gazette/schemas';
import type { PushOperation } from './push-operations.ts';

/** The OpenAPI 3.1 document of the push API. */
export function toPushOpenApi(operations: readonly PushOperation[]): Readonly<Record<string, unknown>> {
  return openApiDocument({
    title: 'Gazette push',
    version: '1',
    description:
      'Push articles. A push is answered with success only after every in-sync replica has the article.',
    operations: operations.map(toApiOperation),
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    },
    secured: true,
  });
}

function toApiOperation({ name, parameters, ...operation }: PushOperation): ApiOperation {
  return {
    ...operation,
    operationId: name,
    parameters: Object.entries(parameters).map(([parameter, { in: where, description, schema }]) => ({
      name: parameter,
      in: where,
      description,
      schema: jsonSchemaOf(schema, 'input'),
    })),
  };
}
