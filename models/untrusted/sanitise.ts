/** Letters nobody sees: controls, bidi marks, zero-width, variation selectors, tags, private use. */
const INVISIBLE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\uE000-\uF8FF]|[\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}\u{F0000}-\u{10FFFF}]/gu;

/** Marks that chat templates read as the end of a turn, wherever they stand. */
const CONTROL =
  /<(?=\|?[^<>\n|]{1,40}\|>)|<(?=\|[^<>\n]{1,40}>)|<(?=\/?(?:think|thinking|tool_call|tool_response|function_calls|start_of_turn|end_of_turn|start_header_id|end_header_id|s|bos|eos|pad|unk|SYS|im_start|im_end|system|user|assistant)>)|<(?=<\/?SYS>>)|\[(?=\/?(?:INST|SYSTEM_PROMPT|TOOL_CALLS|AVAILABLE_TOOLS|TOOL_RESULTS)\])|<(?=｜[^<>\n]{1,40}｜>)/giu;

/**
 * Text as a model may see it: compatible letters unified, invisible ones gone, control tokens of
 * chat templates broken. Lines stay lines, so that line numbers hold.
 */
export function sanitise(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(CONTROL, (mark) => (mark === '<' ? '‹' : '⁅'));
}
