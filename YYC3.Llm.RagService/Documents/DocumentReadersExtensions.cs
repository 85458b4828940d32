using System.Text;
using Microsoft.Extensions.DependencyInjection.Extensions;
using YYC3.Llm.RagService.Documents.Code;
using YYC3.Llm.RagService.Documents.Csv;
using YYC3.Llm.RagService.Documents.Docx;
using YYC3.Llm.RagService.Documents.Epub;
using YYC3.Llm.RagService.Documents.Html;
using YYC3.Llm.RagService.Documents.Json;
using YYC3.Llm.RagService.Documents.Markdown;
using YYC3.Llm.RagService.Documents.Pdf;
using YYC3.Llm.RagService.Documents.Pptx;
using YYC3.Llm.RagService.Documents.Txt;
using YYC3.Llm.RagService.Documents.Xlsx;

namespace YYC3.Llm.RagService.Documents;

/// <summary>Registers the document formats.</summary>
internal static class DocumentReadersExtensions
{
    /// <summary>Adds <see cref="DocumentExtractor"/> and its readers; limits come from the section <c>Documents</c>.</summary>
    public static IServiceCollection AddDocumentReaders(this IServiceCollection services)
    {
        // Files in GB18030, Big5 and other encodings that .NET does not carry itself.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        services.AddOptions<DocumentLimits>().BindConfiguration("Documents").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DocumentExtractor>();

        // Asked in this order: the formats that know their files by the content first, plain text last.
        services.AddSingleton<IDocumentReader, PdfReader>();
        services.AddSingleton<IDocumentReader, DocxReader>();
        services.AddSingleton<IDocumentReader, PptxReader>();
        services.AddSingleton<IDocumentReader, XlsxReader>();
        services.AddSingleton<IDocumentReader, EpubReader>();
        services.AddSingleton<IDocumentReader, HtmlReader>();
        services.AddSingleton<IDocumentReader, MarkdownReader>();
        services.AddSingleton<IDocumentReader, CsvReader>();
        services.AddSingleton<IDocumentReader, JsonReader>();
        services.AddSingleton<IDocumentReader, CodeReader>();
        services.AddSingleton<IDocumentReader, TxtReader>();
        return services;
    }
}
