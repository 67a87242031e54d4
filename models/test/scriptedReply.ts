import type { ServerResponse } from 'node:http';

/** What a scripted model answers to one request. */
export interface ScriptedReply {
  readonly text?: string;
  readonly calls?: readonly { readonly name: string; readonly input: unknown }[];
  readonly stop?: 'complete' | 'truncated' | 'refused';
  /** Null: the server reports none. */
  readonly usage?: {
    readonly input: number;
    readonly output: number;
    readonly cached?: number;
  } | null;
  /** Another status than 200, with these headers. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before it answers. */
  readonly delayMs?: number;
  /** Takes the request and never answers. */
  readonly hang?: true;
  /** Sends half of the text, then waits for ever. */
  readonly stall?: true;
  /** Sends half of the text, then cuts the connection. */
  readonly cut?: true;
  readonly withoutRole?: true;
}

/** Text in pieces, as models send it. */
export function piecesOf(text: string): string[] {
  return text.match(/[\s\S]{1,7}/g) ?? [];
}

/** Writes the pieces a reply sends before it breaks; true when it breaks. */
export async function isBroken(
  response: ServerResponse,
  { stall, cut }: ScriptedReply,
): Promise<boolean> {
  if (stall !== true && cut !== true) return false;
  // The half that was written must arrive before the break.
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (cut === true) response.destroy();
  return true;
}

/** All of a text, or its first half when the reply is going to break. */
export function sentPart({ text = '', stall, cut }: ScriptedReply): string {
  return stall === true || cut === true ? text.slice(0, text.length / 2) : text;
}
