import type { CompileKernel } from './anchor.ts';
import { compileSimdKernel } from './simd.ts';
import { compileScriptKernel } from './script-kernel.ts';
import { HAS_SIMD } from './web-assembly.ts';

/** The fastest kernel this engine runs: WebAssembly SIMD, else plain JavaScript. Both find the same. */
export const compileKernel: CompileKernel = HAS_SIMD ? compileSimdKernel : compileScriptKernel;
