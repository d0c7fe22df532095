/** The oldest Node-API that the database's binary speaks: Node 22.14 and newer. On older ones it crashes at first use. */
const NEEDED_NAPI = 10;

/** Why this program can't run here, in a sentence for people; null when it can. */
export function runtimeProblem(versions: { node?: string | undefined; napi?: string | undefined }): string | null {
  const napi = Number(versions.napi ?? 0);
  if (napi >= NEEDED_NAPI) return null;
  return (
    `Deskhand needs Node 22.14 or newer (Node-API ${NEEDED_NAPI}); this is Node ${versions.node ?? '?'} (Node-API ${napi}). ` +
    'Start it with "npm start" or "npm run demo": they bring the right Node along.'
  );
}
