using System.Text;
using System.Xml;

namespace MarketPulse.Web;

/// <summary>Text for XML documents.</summary>
internal static class XmlText
{
    /// <summary>The text without the characters that XML cannot hold: control characters and halves of surrogate pairs.</summary>
    public static string Storable(string text)
    {
        if (text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var storable = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                storable.Append(text, i++, 2);
            }
            else if (XmlConvert.IsXmlChar(text[i]))
            {
                storable.Append(text[i]);
            }
        }

        return storable.ToString();
    }
}
