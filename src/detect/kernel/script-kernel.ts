import type { CompileKernel } from './anchor.ts';
import { compileWith } from './compile.ts';
import { scriptProgram } from './script.ts';

/** The kernel for a runtime without WASM SIMD, in plain JavaScript, as `compileWith` says. */
export const compileScriptKernel: CompileKernel = (anchors) => compileWith(scriptProgram, anchors);
