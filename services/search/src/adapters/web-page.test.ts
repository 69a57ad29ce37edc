import { expect, it } from '@jest/globals';
import { addresses } from '../../page/addresses.ts';
import { viewAddresses } from './web-page.ts';

it('sends index.html for the addresses of all views and for no others', () => {
  const served = ['/', ...viewAddresses].map((address) => address.replaceAll(/:\w+/g, 'x'));

  expect(served.map(viewsAt)).toEqual(addresses.map(([view]) => [view]));
});

function viewsAt(path: string): string[] {
  return addresses.filter(([, address]) => address.test(path)).map(([view]) => view);
}
