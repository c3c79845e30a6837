/**
 * What replaces resources of which no stand-in has a table, and of which the package's documentation does not say it: those
 * that hold data, from the genuine providers' schemas. `*` for every property.
 */
const REPLACING: readonly (readonly [RegExp, readonly string[]])[] = [
  // Their values are made once, of all their inputs.
  [/^(random|tls|time):/, ["*"]],
  [/^aws:dynamodb\/table:/, ["hashKey", "localSecondaryIndexes", "name", "rangeKey"]],
  [
    /^aws:(rds|docdb|neptune)\/cluster:/,
    [
      ...[
        "availabilityZones",
        "clusterIdentifier",
        "clusterIdentifierPrefix",
        "databaseName",
        "dbSubnetGroupName",
        "engine",
      ],
      ...["engineMode", "kmsKeyId", "masterUsername", "port", "snapshotIdentifier", "storageEncrypted"],
    ],
  ],
  [
    /^aws:rds\/instance:/,
    [
      ...[
        "availabilityZone",
        "characterSetName",
        "customIamInstanceProfile",
        "dbName",
        "engine",
        "identifierPrefix",
      ],
      ...[
        "kmsKeyId",
        "ncharCharacterSetName",
        "replicateSourceDb",
        "snapshotIdentifier",
        "storageEncrypted",
        "timezone",
        "username",
      ],
    ],
  ],
  [
    /^aws:efs\/fileSystem:/,
    ["availabilityZoneName", "creationToken", "encrypted", "kmsKeyId", "performanceMode"],
  ],
  [/^aws:ebs\/volume:/, ["availabilityZone", "encrypted", "kmsKeyId", "outpostArn", "snapshotId"]],
  [/^aws:ec2\/instance:/, ["availabilityZone", "keyName", "privateIp", "subnetId"]],
  [/^aws:ecr\/repository:/, ["encryptionConfigurations", "name"]],
  [/^aws:backup\/vault:/, ["kmsKeyArn", "name"]],
  [/^aws:secretsmanager\/secret:/, ["name", "namePrefix"]],
  [
    /^aws:elasticache\/replicationGroup:/,
    ["atRestEncryptionEnabled", "kmsKeyId", "port", "replicationGroupId", "snapshotName", "subnetGroupName"],
  ],
  [/^aws:opensearch\/domain:/, ["domainName", "vpcOptions.vpcId"]],
  [/^aws:redshift\/cluster:/, ["clusterIdentifier", "databaseName", "masterUsername", "snapshotIdentifier"]],
  [/^gcp:storage\/bucket:/, ["customPlacementConfig", "location", "name", "project"]],
  [
    /^gcp:sql\/databaseInstance:/,
    ["databaseVersion", "encryptionKeyName", "masterInstanceName", "name", "project", "region"],
  ],
];

/** Properties whose change replaces a resource of the type, as far as the table knows. */
export const replacing = (type: string): readonly string[] =>
  REPLACING.flatMap(([types, properties]) => (types.test(type) ? properties : []));
