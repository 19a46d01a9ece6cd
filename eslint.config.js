import { builtinModules } from 'node:module';
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { hasLivekit } from './scripts/lib/livekit.mjs';
import { exportedNameHasTsdoc } from './scripts/lint/exported-name-has-tsdoc.mjs';

/** Language that the project does without, each with what to write instead. */
const unwantedSyntax = [
  ['ExportAllDeclaration', 'List the names: an index says what a package offers.'],
  ['ExportDefaultDeclaration', 'Export by name.'],
  ['TSEnumDeclaration', 'Use an `as const` object with a type of the same name.'],
  ['TSModuleDeclaration', 'Use a module.'],
  ['TSParameterProperty', 'Declare the field and assign it.'],
  [
    ':matches(PropertyDefinition, MethodDefinition)[accessibility=/^(private|protected)$/]',
    'Private members are written #name.',
  ],
].map(([selector, message]) => ({ selector, message }));

const unprefixedBuiltins = builtinModules
  .filter((name) => !name.startsWith('node:') && !name.startsWith('_'))
  .map((name) => ({ name, message: `Write node:${name}.` }));

const sources = ['packages/*/src/**/*.{ts,tsx}', 'bench/src/**/*.ts'];
const tests = ['packages/*/test/**/*.ts', 'e2e/**/*.ts'];
const plainScripts = ['**/*.{js,mjs,cjs}', 'vitest.config.ts', 'packages/console/vite.config.ts'];

export default defineConfig(
  globalIgnores(['**/dist/', '**/fixtures/', 'coverage/', 'models/', 'data/', 'bench/results/', '.steno/']),
  // Without the types of LiveKit Agents all of it would be `any`.
  hasLivekit() ? [] : globalIgnores(['packages/livekit/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...unwantedSyntax],
      'no-restricted-imports': ['error', { paths: unprefixedBuiltins }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': ['error', { fixMixedExportsWithInlineTypeSpecifier: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `async` without `await` turns what a function throws into a rejection, which its callers rely on.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: sources,
    plugins: { steno: { rules: { 'exported-name-has-tsdoc': exportedNameHasTsdoc } } },
    rules: {
      'max-lines': ['error', 400],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // A longer list is an options object.
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      'steno/exported-name-has-tsdoc': 'error',
    },
  },
  {
    // All texts of the page in one language, so that a translator has one file.
    files: ['packages/console/src/i18n/*.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // A program talks on the console; a library reports to its caller.
    files: ['packages/*/src/**/*.{ts,tsx}'],
    ignores: ['packages/cli/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: tests,
    rules: {
      // `expect(port.method)` reads a method without calling it.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: plainScripts,
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      // The compiler checks the scripts, and knows the globals of Node.
      'no-undef': 'off',
    },
  },
  {
    files: ['eslint.config.js', 'vitest.config.ts', 'packages/console/vite.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
