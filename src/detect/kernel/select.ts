import type { CompileKernel } from './anchor.ts';
import { compileSimdKernel, simdIsSupported } from './simd.ts';
import { compileV8Kernel } from './v8.ts';

/** The fastest kernel this engine runs: WebAssembly SIMD, else regular expressions. All find the same. */
export const compileKernel: CompileKernel = simdIsSupported() ? compileSimdKernel : compileV8Kernel;
