using MarketPulse.Core.Contract;
using MarketPulse.Web.Documents;
using MarketPulse.Web.ReadApi;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Vocabularies;
using Microsoft.OData.Edm.Vocabularies.V1;

namespace MarketPulse.Web.OData;

/// <summary>The resources as an OData model, with an entity set per table and a property per column.</summary>
internal static class ODataModel
{
    public const string Namespace = "MarketPulse";

    private static readonly Lazy<EdmModel> Built = new(Build);

    /// <summary>The model.</summary>
    public static IEdmModel Model => Built.Value;

    /// <summary>The resource behind an entity set.</summary>
    public static RowResource ResourceOf(IEdmEntitySetBase set) => ResourceCatalog.All.First(resource => resource.Schema.Table == set.Name);

    private static EdmModel Build()
    {
        var model = new EdmModel();
        var container = new EdmEntityContainer(Namespace, "Data");
        model.AddElement(container);
        foreach (RowResource resource in ResourceCatalog.All)
        {
            EdmEntityType type = TypeOf(model, resource);
            model.AddElement(type);
            EdmEntitySet set = container.AddEntitySet(resource.Schema.Table, type);
            Describe(model, set, resource.Summary);
        }

        return model;
    }

    private static EdmEntityType TypeOf(EdmModel model, RowResource resource)
    {
        var type = new EdmEntityType(Namespace, resource.Schema.RowType.Name);
        foreach (RowColumn column in resource.Schema.Columns)
        {
            bool isKey = resource.Key.Contains(column.Name);
            EdmStructuralProperty property = type.AddStructuralProperty(column.Name, KindOf(column), column.IsNullable && !isKey);
            if (isKey)
            {
                type.AddKeys(property);
            }

            Describe(model, property, ColumnMeanings.Describe(column));
        }

        return type;
    }

    private static EdmPrimitiveTypeKind KindOf(RowColumn column)
    {
        Type type = Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType;
        return type.IsEnum ? EdmPrimitiveTypeKind.String : Type.GetTypeCode(type) switch
        {
            TypeCode.Double => EdmPrimitiveTypeKind.Double,
            TypeCode.Int32 => EdmPrimitiveTypeKind.Int32,
            TypeCode.Int64 => EdmPrimitiveTypeKind.Int64,
            TypeCode.Boolean => EdmPrimitiveTypeKind.Boolean,
            _ when type == typeof(DateTimeOffset) => EdmPrimitiveTypeKind.DateTimeOffset,
            _ when type == typeof(DateOnly) => EdmPrimitiveTypeKind.Date,
            _ => EdmPrimitiveTypeKind.String,
        };
    }

    private static void Describe(EdmModel model, IEdmVocabularyAnnotatable target, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        var annotation = new EdmVocabularyAnnotation(target, CoreVocabularyModel.DescriptionTerm, new EdmStringConstant(text));
        annotation.SetSerializationLocation(model, EdmVocabularyAnnotationSerializationLocation.Inline);
        model.AddVocabularyAnnotation(annotation);
    }
}
