import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import { messageOf, PoiwError } from '../../../core/errors.ts';
import type { LanguageSettings } from '../../../tasks/kinds/languages.ts';
import { installedTool } from '../installedTool.ts';
import { parseJson } from './parseJson.ts';
import { errorAt, type ParseResult, type SourceError } from './source.ts';

type Settings = Extract<LanguageSettings, { language: 'json-schema' }>;
type Validate = ReturnType<Ajv2020['compile']>;

/**
 * Where documents break the task's JSON Schema (draft 2020-12): the keyword, at the line of the
 * value it is about. Formats are not checked, other documents never fetched.
 *
 * @throws PoiwError E_TASK_INVALID when the schema is none
 */
export function checkJsonSchema(
  files: Readonly<Record<string, string>>,
  { schema, sources }: Settings,
): ParseResult {
  const validate = compile(files[schema] ?? '', schema);
  const errors = sources.flatMap((file) => checkFile({ file, text: files[file] ?? '' }, validate));
  return { tools: { ajv: installedTool('ajv'), re2js: installedTool('re2js') }, errors };
}

function compile(text: string, file: string): Validate {
  const { value, errors } = parseJson(text);
  const [broken] = errors;
  if (broken !== undefined) throw noSchema(file, `no JSON Schema: ${broken.message}`);
  try {
    // Patterns run in linear time: those of a schema are as hostile as its author.
    const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, code: { regExp: linear } }); // prettier-ignore
    return ajv.compile(value as boolean | object);
  } catch (cause) {
    throw noSchema(file, `no JSON Schema: ${messageOf(cause)}`, cause);
  }
}

function noSchema(file: string, why: string, cause?: unknown): PoiwError {
  return new PoiwError('E_TASK_INVALID', `${file}: ${why.slice(0, 200)}`, { cause }); // prettier-ignore
}

const linear = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    // Ajv keeps patterns by their text: without one, all would be the first.
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => pattern };
  },
  { code: 'linear' },
);

function checkFile(
  source: { readonly file: string; readonly text: string },
  validate: Validate,
): SourceError[] {
  const { value, places, errors } = parseJson(source.text);
  if (errors.length > 0) return errors.map((error) => errorAt(source, error.offset, error));
  try {
    void validate(value);
  } catch (cause) {
    // A schema that refers to itself for ever, or a document that no two items of can be compared
    // (`{"valueOf": 1}`): nobody can be asked about it.
    throw noSchema(source.file, `it cannot be held against the schema: ${messageOf(cause)}`, cause);
  }
  return (validate.errors ?? []).map(({ instancePath, keyword, message }: ErrorObject) =>
    errorAt(source, places.get(instancePath) ?? 0, { code: keyword, message: message ?? '' }),
  );
}
