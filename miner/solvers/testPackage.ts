import { contentIdOf } from '../../core/contentId.ts';
import type { TaskKind } from '../../core/taskKind.ts';
import { taskIdOf, type TaskPackage, type TaskSpec } from '../../tasks/taskSpec.ts';

/** A public task package made of texts, for tests. */
export function testPackage(
  kind: TaskKind,
  settings: TaskSpec['settings'],
  texts: Readonly<Record<string, string>>,
): TaskPackage {
  const encoder = new TextEncoder();
  const files = new Map(Object.entries(texts).map(([path, text]) => [path, encoder.encode(text)]));
  const spec: TaskSpec = {
    schema: 'poiw.spec/v1',
    kind,
    title: 'test',
    description: 'test',
    settings,
    files: [...files].map(([path, bytes]) => ({
      path,
      content: contentIdOf(bytes),
      bytes: bytes.length,
    })),
  };
  return { id: taskIdOf(spec), spec, files };
}
