import type { WireTurn } from '../adapter.ts';
import type { ChatTurn } from '../backend.ts';
import { renderParts, renderRule } from '../untrusted/render.ts';
import { sanitise } from '../untrusted/sanitise.ts';

/** Turns as text. The rule about marked text stands in the first system turn. */
export function renderTurns(turns: readonly ChatTurn[], nonce: string): WireTurn[] {
  const firstSystem = turns.findIndex(({ role }) => role === 'system');
  return turns.map((turn, at): WireTurn => {
    switch (turn.role) {
      case 'assistant':
        // A model's own words come back to it: it may have been made to write control tokens.
        return { role: 'assistant', text: sanitise(turn.text), calls: turn.calls ?? [] };
      case 'tool':
        return { role: 'tool', call: turn.call, text: renderParts(turn.parts, { nonce }) };
      default: {
        const text = renderParts(turn.parts, { nonce });
        return {
          role: turn.role,
          text: at === firstSystem ? `${text}\n\n${renderRule(nonce)}` : text,
        };
      }
    }
  });
}
