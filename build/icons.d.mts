import type { PreprocessorGroup } from 'svelte/compiler';

export function icons(): PreprocessorGroup & Required<Pick<PreprocessorGroup, 'markup'>>;
