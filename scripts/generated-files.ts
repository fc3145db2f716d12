import { renderErrorsPage } from '../config/render-errors-page.ts';
import { renderExample } from '../config/render-example.ts';
import { renderOptionsPage } from '../config/render-options-page.ts';
import { renderSchema } from '../config/render-schema.ts';
import { renderRulesPage } from './render-rules-page.ts';

/** A file that is written by `npm run generate` and kept in the repository for its readers. */
export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  /** Its whole text; the same at every call. */
  readonly render: () => string;
}

/** Every generated file. A new one is a row here. */
export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: 'config/clawsec.example.json', render: renderExample },
  { path: 'config/clawsec.schema.json', render: renderSchema },
  { path: 'docs/errors.md', render: renderErrorsPage },
  { path: 'docs/options.md', render: renderOptionsPage },
  { path: 'docs/rules.md', render: renderRulesPage },
];

/** The generated files whose present text (undefined: missing) is not what would be written now. */
export function staleFiles(readText: (path: string) => string | undefined): readonly GeneratedFile[] {
  return GENERATED_FILES.filter((file) => readText(file.path) !== file.render());
}
