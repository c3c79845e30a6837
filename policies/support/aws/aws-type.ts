/** Type token of a resource of AWS, by its module and its name there: `aws:s3/bucket:Bucket`. */
export const awsType = (module: string, name: string): string =>
  `aws:${module}/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
