// The public names of files: the port to the disk, atomic files and folders, contained paths, logs and safetensors.

export type { CheckedGeneration } from './check-generation.ts';
export { commitFiles } from './commit-files.ts';
export { type CommitOptions, commitFolder } from './commit-folder.ts';
export { readText } from './decode-text.ts';
export { ensureFolder } from './ensure-folder.ts';
export { FILES, type FileHandle, type FileStat, type FileSystem, type OpenMode } from './file-system.ts';
export { type Generation, type GenerationOptions, latestGeneration, type SkippedGeneration, saveGeneration } from './generations.ts';
export { type JsonLines, type JsonLinesOptions, openJsonLines } from './json-lines.ts';
export type { Manifest, ManifestFile } from './manifest.ts';
export { memoryFiles } from './memory-files.ts';
export { overlayFiles } from './overlay-files.ts';
export { joinPath, nameOf, parentOf } from './paths.ts';
export { type FolderContents, findFolder, readFolder } from './read-folder.ts';
export { readJsonLines, truncateJsonLines } from './read-json-lines.ts';
export { removeTree } from './remove-tree.ts';
export { readInside, resolveInside } from './resolve-inside.ts';
export { decodeSafetensors, type Safetensors } from './safetensors/decode-safetensors.ts';
export { encodeSafetensors } from './safetensors/encode-safetensors.ts';
export type { HostDataType, HostTensor } from './safetensors/host-tensor.ts';
export { sha256 } from './sha256.ts';
export { formatJson, type JsonLimits, type JsonObject, type JsonValue, parseJson } from './strict-json.ts';
export { parseTemporaryName, type TemporaryKind } from './temporary-name.ts';
export { verifyFolder } from './verify-folder.ts';
export { writeFile } from './write-file.ts';
export { writeFileAtomic } from './write-file-atomic.ts';
