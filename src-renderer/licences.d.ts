/** Made by the build (build/licences.mjs): JSON of `Licence[]`. */
declare module 'virtual:licences' {
  const json: string;
  export default json;
}
