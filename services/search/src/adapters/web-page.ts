import { fileURLToPath } from 'node:url';
import express from 'express';

const publicFolder = fileURLToPath(new URL('../../public/', import.meta.url));
/** The compiled scripts; the path is the same from src/ and from dist/. */
const scriptsFolder = fileURLToPath(new URL('../../dist/page/', import.meta.url));

/** Allows resources from this server only, and nothing inline. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The addresses of the page's views besides `/`, in the order of `page/addresses.ts`. */
export const viewAddresses: readonly string[] = [
  '/articles/:id',
  '/persons/:id',
  '/dead-letters',
  '/dead-letters/:topic/:partition/:offset',
  '/pipeline',
];

/** Serves the web page's files, and index.html at each of its addresses. */
export function webPage(): express.Router {
  const router = express.Router();
  router.use((_request, response, next) => {
    response.set({
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
    });
    next();
  });
  router.use(express.static(publicFolder, { index: 'index.html', cacheControl: true, maxAge: 0 }));
  // No redirects: a folder of scripts may have the name of a page, as dead-letters has.
  router.use(express.static(scriptsFolder, { index: false, redirect: false, cacheControl: true, maxAge: 0 }));
  router.get([...viewAddresses], (_request, response) => {
    response.sendFile('index.html', { root: publicFolder });
  });
  return router;
}
