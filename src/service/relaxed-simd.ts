import { setFlagsFromString } from 'node:v8';

/** V8 of Node 20: it has relaxed SIMD complete, but switched off until the proposal was settled, one version later. */
const V8_BEFORE_RELAXED_SIMD = /^11\.3\./;

// To be imported before the kernel, which asks for it once. Worker threads share the flags of their process.
if (V8_BEFORE_RELAXED_SIMD.test(process.versions.v8)) setFlagsFromString('--experimental-wasm-relaxed-simd');
