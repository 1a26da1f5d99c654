// The app: Flex Consumption, .NET 10 isolated, access by identity only.

import { textMap, warmInstances } from 'types.bicep'

@description('Name of the plan.')
param planName string

@description('Name of the app.')
@minLength(2)
@maxLength(60)
param name string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags textMap

@description('Name of the identity the app runs as.')
param identityName string

@description('Address of the blob container of the package.')
param packageContainerUrl string

@description('App settings.')
param settings textMap

@description('Memory of an instance in MB.')
param instanceMemoryMB 512 | 2048 | 4096

@description('Most instances per function group.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@description('Most concurrent HTTP requests per instance.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int

@description('Instances kept warm, per group. They cost while idle.')
param warm warmInstances[]

@description('Whether instances spread over availability zones.')
param zoneRedundant bool

@description('Who may read: holders of a function key, or people signed in with Entra.')
param readAccess 'key' | 'entra'

@description('Client id of the Entra app registration that people sign in to; needed when readAccess is entra.')
param entraClientId string

@description('Workspace that receives the metrics.')
param workspaceId string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    publicNetworkAccess: 'Enabled'
    siteConfig: {
      minTlsVersion: '1.3'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: warm
        triggers: {
          http: { perInstanceConcurrency: httpConcurrency }
        }
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: settings
  }

  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noBasicScm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource signIn 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: readAccess == 'entra' }
      globalValidation: {
        requireAuthentication: readAccess == 'entra'
        unauthenticatedClientAction: readAccess == 'entra' ? 'RedirectToLoginPage' : 'AllowAnonymous'
        redirectToProvider: 'azureactivedirectory'
        // It contains no data, and monitors call it without an account.
        excludedPaths: ['/health']
      }
      identityProviders: {
        azureActiveDirectory: {
          enabled: readAccess == 'entra'
          registration: {
            clientId: entraClientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: {
            allowedAudiences: empty(entraClientId) ? [] : [entraClientId, 'api://${entraClientId}']
          }
        }
      }
      login: {
        tokenStore: { enabled: false }
      }
      httpSettings: { requireHttps: true }
    }
  }
}

// Metrics only: the app sends its own logs and traces, so FunctionAppLogs would be charged twice.
#disable-next-line use-recent-api-versions // The newer-looking stable version lacks log categories.
resource metrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Name of the app.')
output name string = app.name

@description('Address of the app.')
output url string = 'https://${app.properties.defaultHostName}'
