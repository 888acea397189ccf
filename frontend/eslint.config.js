import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import importX from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const src = fileURLToPath(new URL('./src', import.meta.url))
const features = readdirSync(`${src}/features`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

// app -> features -> sync, components, api. A zone says what its target may NOT import.
const zones = [
  { target: './src/features', from: './src/app', message: 'A feature does not know the app.' },
  {
    target: './src/sync',
    from: ['./src/app', './src/features', './src/components'],
    message: 'sync stands on api alone.',
  },
  {
    target: './src/api',
    from: ['./src/app', './src/features', './src/components', './src/sync'],
    message: 'api imports nothing of ours.',
  },
  {
    target: './src/format',
    from: ['./src/app', './src/features', './src/components', './src/sync', './src/api'],
    message: 'format imports nothing of ours.',
  },
  {
    target: './src/components',
    from: ['./src/app', './src/features'],
    message: 'Components do not know features.',
  },
  {
    target: './src/components/ui',
    from: ['./src/sync', './src/api', './src/components/records'],
    message: 'components/ui has no domain words: pass what it needs as props.',
  },
  ...features.map((name) => ({
    target: `./src/features/${name}`,
    from: './src/features',
    except: [`./${name}`],
    message: 'No feature imports another: meet in app, or move it to components/records.',
  })),
]

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts', 'public'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)),
      },
    },
    plugins: { 'import-x': importX, 'react-hooks': reactHooks },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { maxDepth: 6, ignoreExternal: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true, varsIgnorePattern: '^_' },
      ],
      // Fields of records are `unknown`: what they hold, meta says.
      '@typescript-eslint/no-base-to-string': 'off',
      // Virtual lists can't be memoised by the compiler; we don't run it.
      'react-hooks/incompatible-library': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['eslint.config.js', 'vite.config.ts'], ...tseslint.configs.disableTypeChecked },
)
