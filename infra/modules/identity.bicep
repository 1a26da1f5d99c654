// The identity of the app: user-assigned, so that its roles exist before the app starts.

import { textMap } from 'types.bicep'

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags textMap

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Client id, which the app sends when it requests a token.')
output clientId string = identity.properties.clientId
