// Imports run downwards only: pages → app, ui → auth/react → auth → auth/api.
const TEST = String.raw`\.test\.tsx?$|/testing/`

/** A rule: what is below `from` imports nothing of `to`. */
const forbid = (name, from, to) => ({ name, severity: 'error', from, to })

export default {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }),
    forbid('only-what-exists', {}, { couldNotResolve: true }),
    forbid('only-what-is-declared', {}, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    forbid(
      'no-development-package-in-the-app',
      { path: '^src/', pathNot: `${TEST}|\\.d\\.ts$` },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    ),

    forbid(
      'engine-stands-alone',
      { path: '^src/auth/', pathNot: `^src/auth/react/|${TEST}` },
      { path: '.', pathNot: '^src/auth/|^node_modules/(axios|zustand|jwt-decode|valibot)/' },
    ),
    forbid(
      'engine-uses-the-store-without-react',
      { path: '^src/auth/', pathNot: '^src/auth/react/' },
      { path: '^node_modules/zustand/', pathNot: '^node_modules/zustand/(esm/)?vanilla[./]' },
    ),
    forbid(
      'react-only-in-the-bindings',
      { path: '^src/auth/', pathNot: '^src/auth/react/' },
      { path: '^src/auth/react/' },
    ),
    forbid(
      'bindings-use-the-engine-and-react-alone',
      { path: '^src/auth/react/', pathNot: TEST },
      { path: '.', pathNot: '^src/auth/|^node_modules/(@types/)?(react|zustand)/' },
    ),
    forbid(
      'api-is-the-lowest',
      { path: '^src/auth/api/', pathNot: TEST },
      { path: '^src/', pathNot: '^src/auth/(api/|errors)' },
    ),
    forbid(
      'engine-is-used-by-its-face',
      { path: '^src/', pathNot: '^src/auth/' },
      { path: '^src/auth/', pathNot: '^src/auth/(react/)?index\\.ts$|^src/auth/testing/index\\.ts$' },
    ),

    forbid('ui-knows-no-screen', { path: '^src/ui/' }, { path: '^src/(app|pages|inspector|auth)/' }),
    forbid(
      'app-knows-pages-by-address-only',
      { path: '^src/app/', pathNot: `^src/app/page-modules\\.ts$|${TEST}` },
      { path: '^src/pages/' },
    ),
    forbid(
      'pages-are-loaded-lazily',
      { path: '^src/(app/|main)' },
      { path: '^src/pages/', dependencyTypesNot: ['dynamic-import'] },
    ),
    forbid(
      'inspector-is-loaded-lazily',
      { path: '^src/', pathNot: '^src/inspector/' },
      { path: '^src/inspector/', dependencyTypesNot: ['dynamic-import'] },
    ),
    forbid('nothing-imports-the-entry', {}, { path: '^src/main\\.tsx$' }),

    forbid('test-doubles-in-tests-only', { path: '^(src|mocks)/', pathNot: TEST }, { path: '^src/.*/testing/' }),
    forbid(
      'mocks-take-types-alone',
      { path: '^mocks/', pathNot: TEST },
      { path: '^src/', dependencyTypesNot: ['type-only'] },
    ),
    forbid('one-way-to-the-mock', { path: '^src/', pathNot: `^src/main\\.tsx$|${TEST}` }, { path: '^mocks/' }),
    forbid(
      'mock-can-be-dropped',
      { path: '^src/main\\.tsx$' },
      { path: '^mocks/', dependencyTypesNot: ['dynamic-import'] },
    ),
    forbid('app-knows-no-tooling', { path: '^(src|mocks)/' }, { path: '^(e2e|bench|scripts)/' }),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'types', 'default'] },
  },
}
