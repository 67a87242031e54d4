/** A tool call's input from its JSON text; what is no JSON stays text and fails the tool's schema. */
export function toolInput(json: string): unknown {
  if (json.trim() === '') return {};
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}
