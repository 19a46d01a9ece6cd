import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { modelDirectories, userModelDirectory } from '../../src/models/model-directories.ts';

const place = { workingDirectory: '/srv/app', environment: {}, homeDirectory: '/home/ada', platform: 'linux' } as const;

describe('models directories', () => {
  test('are the configured ones, then ./models, then the cache of the user', () => {
    const configured = ['/opt/models', 'mine'].join(path.delimiter);
    expect(modelDirectories({ ...place, configured })).toEqual([
      '/opt/models',
      '/srv/app/mine',
      '/srv/app/models',
      '/home/ada/.cache/steno/models',
    ]);
  });

  test('are each listed once, and empty parts of the setting are ignored', () => {
    const configured = ['', './models/', ' ', '/home/ada/.cache/steno/models'].join(path.delimiter);
    expect(modelDirectories({ ...place, configured })).toEqual(['/srv/app/models', '/home/ada/.cache/steno/models']);
  });

  test('follow XDG_CACHE_HOME when it is absolute', () => {
    expect(userModelDirectory({ ...place, environment: { XDG_CACHE_HOME: '/var/cache/ada' } })).toBe(
      '/var/cache/ada/steno/models',
    );
    expect(userModelDirectory({ ...place, environment: { XDG_CACHE_HOME: 'cache' } })).toBe(
      '/home/ada/.cache/steno/models',
    );
  });

  test('are in ~/Library/Caches on macOS', () => {
    expect(userModelDirectory({ ...place, platform: 'darwin' })).toBe('/home/ada/Library/Caches/steno/models');
  });
});
