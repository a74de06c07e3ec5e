// Model folders as TensorFlow.js itself writes and reads them, over the port of @retort/files.
import { type FileSystem, joinPath, writeFile } from '@retort/files';
import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';

export interface PlainFile {
  modelTopology: { [key: string]: unknown };
  weightsManifest: { paths: string[]; weights: io.WeightsManifestEntry[] }[];
  [key: string]: unknown;
}

/** What `model.save` of TensorFlow.js hands to its handler, as the two files of a folder. */
export async function plainSave(files: FileSystem, model: LayersModel, folder: string, edit: (file: PlainFile) => void = () => undefined, bytes?: Uint8Array) {
  let artifacts: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { weightData, weightSpecs, modelTopology, ...rest } = artifacts as io.ModelArtifacts;
  const file: PlainFile = {
    ...rest,
    modelTopology: JSON.parse(JSON.stringify(modelTopology)),
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: weightSpecs as io.WeightsManifestEntry[] }],
  };
  edit(file);
  await files.mkdir(folder);
  await writeFile(files, joinPath(folder, 'model.json'), JSON.stringify(file));
  await writeFile(files, joinPath(folder, 'group1-shard1of1.bin'), bytes ?? new Uint8Array(weightData as ArrayBuffer));
}

/** Loads a folder with TensorFlow.js' own loader, from memory. */
export async function plainLoad(files: FileSystem, folder: string): Promise<LayersModel> {
  const file = JSON.parse(new TextDecoder().decode(await files.readFile(joinPath(folder, 'model.json')))) as PlainFile;
  const parts = await Promise.all(file.weightsManifest.flatMap(({ paths }) => paths).map((path) => files.readFile(joinPath(folder, path))));
  return loadLayersModel(
    io.fromMemory({
      modelTopology: file.modelTopology,
      weightSpecs: file.weightsManifest.flatMap(({ weights }) => weights),
      weightData: parts.map(({ buffer }) => buffer as ArrayBuffer),
      format: file.format as string,
    }),
  );
}
