import { defineConfig, type Config } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Who may know whom (docs/architecture.md). A folder may import itself and the folders named here;
 * everything else of ours is refused.
 */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  chain: ['core'],
  models: ['core'],
  tasks: ['core', 'chain'],
  'validators/auto': ['core', 'tasks', 'chain'],
  miner: ['core', 'models', 'tasks', 'chain', 'validators/auto'],
  'validators/peer': ['core', 'models', 'tasks', 'chain', 'validators/auto'],
  'validators/expert': ['core', 'models', 'tasks', 'chain', 'validators/auto'],
  node: [
    ...['core', 'models', 'chain', 'tasks', 'miner'],
    ...['validators/auto', 'validators/peer', 'validators/expert'],
  ],
  cli: [
    ...['core', 'models', 'chain', 'tasks', 'miner', 'node'],
    ...['validators/auto', 'validators/peer', 'validators/expert'],
  ],
};

const importTable = Object.entries(mayImport).map(([folder, allowed]): Config => {
  const forbidden = [...Object.keys(mayImport), 'bench', 'test'].filter(
    (other) => other !== folder && !allowed.includes(other),
  );
  return {
    files: [`${folder}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: forbidden.map((other) => ({
            regex: `^(\\.\\./)+${other}/`,
            message: `${folder} may not import ${other}`,
          })),
        },
      ],
    },
  };
});

export default defineConfig(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'cache/',
      'tools/',
      '**/*.cjs',
      '**/*.js',
      'test/corpus/languages/',
    ],
  },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/dot-notation': 'off', // noPropertyAccessFromIndexSignature asks for brackets
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'name your exports' },
        { selector: 'ExportAllDeclaration', message: 'list exported names by hand' },
      ],
    },
  },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  importTable,
);
