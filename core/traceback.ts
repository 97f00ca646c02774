// The calls of a V8 stack, in the form in which Singer's structured logs hold those of Python.

/** One call; `line` would be its source, which a stack does not tell. */
export interface Frame {
  filename: string;
  function: string;
  lineno: number;
  line: string;
}

const FRAME = /^ +at (?:(.+?) \((.+):(\d+):\d+\)|(?:async )?(.+):(\d+):\d+)$/;

/** The innermost call comes last, as in Python: of many, log viewers show the last few. */
export function tracebackOf(stack: string): Frame[] {
  const frames = stack.split('\n').flatMap((text): Frame[] => {
    const [found, name = '<anonymous>', file, line, place = file, lineno = line] = FRAME.exec(text) ?? [];
    if (found === undefined || place === undefined) return [];
    return [{ filename: place.replace(/^file:\/\//, ''), function: name, lineno: Number(lineno), line: '' }];
  });
  return frames.toReversed();
}
