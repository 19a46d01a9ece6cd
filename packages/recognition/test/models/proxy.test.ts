import { expect, test } from 'vitest';
import { proxyFor, ProxySettingError } from '../../src/models/proxy.ts';

const address = new URL('https://cdn.models.example/file');

test.each([
  ['of the scheme counts', { HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'http://other:1' }, 'http://proxy:3128/'],
  ['in lower case wins', { HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:1' }, 'http://lower:1/'],
  ['needs no scheme', { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
  ['that is empty is none', { HTTPS_PROXY: '' }, undefined],
  ['is not used for an exempt domain', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.b, models.example' }, undefined],
  ['is not used when all is exempt', { HTTPS_PROXY: 'http://p:1', no_proxy: '*' }, undefined],
  ['is not used for an exempt port', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.models.example:443' }, undefined],
  ['is used when another port is exempt', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'models.example:80' }, 'http://p:1/'],
  ['is used when another domain is exempt', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'dels.example' }, 'http://p:1/'],
])('a proxy variable %s', (_what, environment, proxy) => {
  expect(proxyFor(address, environment)?.href).toBe(proxy);
});

test('a proxy variable that is no HTTP proxy is an error', () => {
  expect(() => proxyFor(address, { HTTPS_PROXY: 'socks5://proxy' })).toThrow(ProxySettingError);
});
